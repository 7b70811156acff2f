"""Invented exports under the headings of systems that we have no file of, to see what is proposed for them.

A line a system: heading=what its cells are. Behind a colon stands the field that it is; "-" where it is none of ours.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

import polars as pl

ROWS: Final = 80
BEGUN: Final = datetime(2024, 1, 8, 8, 0)  # noqa: DTZ001

# kinds of cells: see `_cell`
SYSTEMS: Final = {
    "chicago 311": "SR_NUMBER=id:item_id SR_TYPE=kinds:category SR_SHORT_CODE=short:- OWNER_DEPARTMENT=teams:team STATUS=open_done:status"
    " CREATED_DATE=us_opened:opened_at LAST_MODIFIED_DATE=us_late:- CLOSED_DATE=us_done:reported_done_at STREET_ADDRESS=street:place_id"
    " ZIP_CODE=zip:- DUPLICATE=yes_no:- PARENT_SR_NUMBER=few_ids:parent_id LATITUDE=number:- LONGITUDE=number:-",
    "san francisco 311": "CaseID=id:item_id Opened=us_opened:opened_at Closed=us_done:reported_done_at Updated=us_late:- Status=open_done:status"
    " Status_Notes=words:- Responsible_Agency=teams:team Category=kinds:category Request_Details=words:- Address=street:place_id Source=channels:-"
    " Latitude=number:- Longitude=number:-",
    "open311": "service_request_id=id:item_id status=open_done:status status_notes=words:- service_name=kinds:category service_code=short:-"
    " agency_responsible=teams:team requested_datetime=opened:opened_at updated_datetime=late:- expected_datetime=target:target_last_at"
    " closed_date=done:reported_done_at address=street:place_id zipcode=zip:- lat=number:- long=number:-",
    "houston 311": "CASE_NUMBER=id:item_id SR_LOCATION=street:place_id DEPARTMENT=teams:team DIVISION=short:- SR_TYPE=kinds:category"
    " SLA=number:- STATUS=open_done:status SR_CREATE_DATE=opened:opened_at DUE_DATE=target:target_last_at DATE_CLOSED=done:reported_done_at"
    " OVERDUE=number:- Channel_Type=channels:-",
    "washington 311": "SERVICECODE=short:- SERVICECODEDESCRIPTION=kinds:category ORGANIZATIONACRONYM=teams:team ADDDATE=opened:opened_at"
    " RESOLUTIONDATE=done:reported_done_at SERVICEDUEDATE=target:target_last_at SERVICEORDERSTATUS=open_done:status SERVICEREQUESTID=id:item_id"
    " PRIORITY=priorities:priority_last STREETADDRESS=street:place_id",
    "servicenow": "Number=id:item_id Opened=opened:opened_at Short_description=words:- Caller=names:customer_id Priority=priorities:priority_last"
    " State=open_done:status Category=kinds:category Assignment_group=teams:team Assigned_to=names:worker Updated=late:- Updated_by=names:-"
    " Resolved=done:reported_done_at Due_date=target:target_last_at Made_SLA=yes_no:on_time_flag",
    "jira": "Issue_key=id:item_id Issue_Type=kinds:category Status=open_done:status Priority=priorities:priority_last Assignee=names:worker"
    " Reporter=names:- Created=opened:opened_at Updated=late:- Resolved=done:reported_done_at Due_date=target:target_last_at Summary=words:-",
    "topdesk": "Meldingnummer=id:item_id Aanmelder=names:customer_id Soort_melding=kinds:category Status=nl_open_done:status"
    " Prioriteit=priorities:priority_last Behandelaarsgroep=teams:team Behandelaar=names:worker Datum_aangemaakt=nl_opened:opened_at"
    " Streefdatum=nl_target:target_last_at Datum_afgehandeld=nl_done:reported_done_at Korte_omschrijving=words:-",
    "repairs, foi": "Job_Ref=id:item_id UPRN=places:place_id Date_Raised=uk_opened:opened_at Target_Date=uk_target:target_last_at"
    " Date_Completed=uk_done:reported_done_at Priority=priorities:priority_last Trade=kinds:category Job_Status=open_done:status"
    " Contractor=teams:team Total_Cost=number:- Completed_In_Target=yes_no:on_time_flag",
    "repairs, orchard-like": "Works_Order_No=id:item_id Property_Reference=places:place_id Tenancy_Ref=customers:customer_id Raised_Date=uk_opened:opened_at"
    " Required_By=uk_target:target_last_at Completion_Date=uk_done:reported_done_at Priority_Code=priorities:priority_last"
    " SOR_Description=kinds:category Operative=names:worker Order_Status=open_done:status Invoice_Date=uk_late:- Order_Value=number:-",
    "woningcorporatie": "Ordernummer=id:item_id Verzoeknummer=customers:request_id Eenheidnummer=places:place_id Huurdernummer=customers:customer_id"
    " Opdrachtdatum=nl_opened:opened_at Uiterste_gereeddatum=nl_target:target_last_at Technisch_gereed=nl_done:reported_done_at"
    " Status_omschrijving=nl_open_done:status Soort_onderhoud=sorts:kind Vakgroep=kinds:category Monteur=names:worker Bedrag=number:-",
    "meldingen openbare ruimte": "Meldingsnummer=id:item_id Datum_melding=nl_opened:opened_at Hoofdrubriek=kinds:category Subrubriek=short:-"
    " Status=nl_open_done:status Datum_afgehandeld=nl_done:reported_done_at Straat=street:- Wijk=teams:- Afdeling=teams:team"
    " Binnen_termijn=ja_nee:on_time_flag",
    "vergunningen": "Zaaknummer=id:item_id Zaaktype=kinds:category Datum_aanvraag=nl_opened:opened_at Uiterste_datum=nl_target:target_last_at"
    " Datum_besluit=nl_done:reported_done_at Behandelaar=names:worker Afdeling=teams:team Stand_van_zaken=nl_open_done:status",
    "planning": "Reference=id:item_id Application_Type=kinds:category Date_Received=uk_opened:opened_at Date_Valid=uk_opened:- Target_Date=uk_target:target_last_at"
    " Decision_Issued_Date=uk_done:reported_done_at Status=open_done:status Case_Officer=names:worker Address=street:place_id",
    "zendesk": "Ticket_ID=id:item_id Created_at=opened:opened_at Updated_at=late:- Solved_at=done:reported_done_at Status=open_done:status"
    " Priority=priorities:priority_last Requester=names:customer_id Assignee=names:worker Group=teams:team Subject=words:- Channel=channels:-",
    "fixmystreet": "Report_ID=id:item_id Title=words:- Detail=words:- Category=kinds:category Created=opened:opened_at Fixed=done:reported_done_at"
    " Closed=late:- Status=open_done:status Ward=teams:- Easting=number:- Northing=number:-",
    "call centre": "Call_ID=id:contact_id Call_Date=uk_opened:at Channel=channels:channel Reason_for_Call=reasons:meaning Tenancy_Ref=customers:customer_id"
    " Agent=names:- Duration_secs=number:- Notes=words:words",
    "klantcontacten": "Contactnummer=id:contact_id Datum_contact=nl_opened:at Kanaal=channels:channel Reden_contact=reasons:meaning"
    " Klantnummer=customers:customer_id Zaaknummer=few_ids:item_id Toelichting=words:words",
    "thuiszorg": "Clientnummer=customers:customer_id Medewerkernummer=workers:worker Geplande_begintijd=opened:planned_from"
    " Geplande_eindtijd=soon:planned_to Werkelijke_begintijd=opened:started_at Werkelijke_eindtijd=soon:ended_at Product=short:-",
    "care visits": "Visit_ID=id:visit_id Service_User_ID=customers:customer_id Carer_Name=names:worker Scheduled_Start=opened:planned_from"
    " Scheduled_End=soon:planned_to Actual_Start=opened:started_at Actual_End=soon:ended_at Visit_Status=visits:outcome",
    "survey": "Survey_ID=id:answer_id Job_No=few_ids:item_id Response_Date=uk_opened:at Was_the_repair_fixed=solved:solved"
    " Overall_satisfaction=scores:score Comments=words:words",
    "tevredenheid": "Respons_ID=id:answer_id Ordernummer=few_ids:item_id Ingevuld_op=nl_opened:at Is_het_opgelost=ja_nee:solved"
    " Rapportcijfer=scores:score Opmerkingen=words:words",
    "jobsheets": "Job_Sheet_No=id:item_id Order_Raised_Date=uk_opened:opened_at Due_Completion_Date=uk_target:target_last_at"
    " Repair_Completed_Date=uk_done:reported_done_at Repair_Status=open_done:status Repair_Priority=priorities:priority_last"
    " Assigned_Contractor=teams:team Repair_Trade=kinds:category Technician_Name=names:worker Full_Property_Address=street:place_id"
    " Completed_On_Time?=yes_no:on_time_flag Job_Description=words:- Last_Updated=uk_late:-",
    "serviceorders": "Bonnr=id:item_id Reparatie_gemeld_op=nl_opened:opened_at Uiterste_gereeddatum=nl_target:target_last_at"
    " Datum_afgemeld=nl_done:reported_done_at Bonstatus=nl_open_done:status Onderhoudsploeg=teams:team Vakdiscipline=kinds:category"
    " Servicemonteur=names:worker Woningadres=street:place_id Huurdernr=customers:customer_id Binnen_norm_gereed=ja_nee:on_time_flag",
    "jeugdhulp": "Trajectnummer=id:item_id Startdatum_traject=nl_opened:opened_at Einddatum_traject=nl_done:reported_done_at"
    " Trajectstatus=nl_open_done:status Zorgaanbieder=teams:team Casusregisseur=names:worker Gezinsnummer=customers:customer_id"
    " Soort_hulp=kinds:category",
    "mängelmelder": "Vorgangsnummer=id:item_id Erstellt_am=opened:opened_at Fällig_am=target:target_last_at Erledigt_am=done:reported_done_at"
    " Status=open_done:status Kategorie=kinds:category Zuständige_Abteilung=teams:team Adresse=street:place_id",
    "signalements": "N°_dossier=id:item_id Date_de_création=uk_opened:opened_at Date_limite=uk_target:target_last_at"
    " Date_de_clôture=uk_done:reported_done_at Statut=open_done:status Catégorie=kinds:category Équipe=teams:team",
    "dallas 311": "Service_Request_Number=id:item_id Address=street:place_id Department=teams:team Service_Request_Type=kinds:category"
    " ERT_(Estimated_Response_Time)=number:- Overall_Service_Request_Due_Date=us_target:target_last_at Created_Date=us_opened:opened_at"
    " Update_Date=us_late:- Closed_Date=us_done:reported_done_at Status=open_done:status Priority=priorities:priority_last Unique_Key=hex:-",
    "cincinnati 311": "SR_NUMBER=id:item_id SR_STATUS=open_done:status SR_TYPE_DESC=kinds:category PRIORITY=priorities:priority_last"
    " DEPT_NAME=teams:team DATE_CREATED=us_opened:opened_at DATE_CLOSED=us_done:reported_done_at DATE_STATUS_CHANGE=us_late:- ADDRESS=street:place_id",
    "seeclickfix": "ID=id:item_id Request_Type=kinds:category Status=open_done:status Date_Created=us_opened:opened_at Date_Acknowledged=us_soon:-"
    " Date_Closed=us_done:reported_done_at Minutes_to_Close=number:- Assigned_To:=desks:team Address=street:place_id",
    "montgomery 311": "Service_Request_Number=id:item_id Created_Date=us_opened:opened_at Closed_Date=us_done:reported_done_at"
    " Department=teams:team Service_Request_Area=kinds:- Service_Request_Status=open_done:status Days_Open=number:-",
    "maximo": "WONUM=id:item_id STATUS=open_done:status STATUSDATE=late:- WOPRIORITY=priorities:priority_last REPORTDATE=opened:opened_at"
    " REPORTEDBY=names:- TARGCOMPDATE=target:target_last_at ACTSTART=soon:- ACTFINISH=done:reported_done_at OWNERGROUP=teams:team",
    "cityworks": "WorkOrderId=id:item_id WoStatus=open_done:status WoPriority=priorities:priority_last InitiateDate=us_opened:opened_at"
    " ActualStartDate=us_soon:- ActualFinishDate=us_done:reported_done_at WoAddress=street:place_id RequestId=few_ids:request_id",
    "repairs, short headings": "wo_id=id:item_id wo_created_dt=uk_opened:opened_at wo_target_dt=uk_target:target_last_at"
    " wo_complete_dt=uk_done:reported_done_at wo_status_cd=open_done:status wo_pri_cd=priorities:priority_last wo_trade_cd=kinds:category"
    " srv_req_no=few_ids:request_id prop_ref_no=places:place_id tncy_ref_no=customers:customer_id contr_nm=teams:team oper_nm=names:worker",
    "damp and mould": "Case_Reference=id:item_id Date_Damp_and_Mould_Reported=uk_opened:requested_at Date_Works_Raised=uk_soon:opened_at"
    " Date_Works_Completed=uk_done:reported_done_at Current_Status=open_done:status Hazard_Category=short:-",
    "social care steps": "PERSON_ID=customers:customer_id WORKFLOW_STEP_ID=id:item_id WORKFLOW_STEP_TYPE=kinds:category INCOMING_ON=uk_opened:opened_at"
    " STARTED_ON=uk_soon:- DUE_ON=uk_target:target_last_at COMPLETED_ON=uk_done:reported_done_at STEP_STATUS=open_done:status"
    " RESPONSIBLE_TEAM=teams:team RESPONSIBLE_WORKER=names:worker",
    "remedy": "Incident_ID*+=id:item_id Status*=open_done:status Priority*=priorities:priority_last Assigned_Group*+=teams:team Assignee+=names:worker"
    " Submit_Date=uk_opened:opened_at Target_Date=uk_target:target_last_at Last_Resolved_Date=uk_done:reported_done_at Last_Modified_Date=uk_late:-",
    "planning register": "Application_Number=id:item_id Development_Address=street:place_id Application_Type=kinds:category Registered_Date=uk_opened:opened_at"
    " Valid_from_Date=uk_soon:- Target_Decision_Date=uk_target:target_last_at Decision_Date=uk_done:reported_done_at System_Status=open_done:status"
    " System_Status_Change_Date=uk_late:- Case_Officer=names:worker Case_Officer_Team=teams:team Applicant_Name=names:-",
    "permits of a city": "CaseNumber=id:item_id CaseType=kinds:category Status=open_done:status DateApplied=us_opened:opened_at"
    " ParcelNo=places:- ContractorName=teams:- Address=street:place_id",
    "objectbeheer": "Jobnummer=id:item_id Jobomschrijving=words:- Jobstatus=nl_open_done:status Joburgentie=priorities:priority_last Meldtijdstip=nl_opened:opened_at"
    " Streefdatum_gereed=nl_target:target_last_at Gereedmelddatum=nl_done:reported_done_at Werkgroep=teams:team Verantwoordelijke_medewerker=names:worker"
    " Gemeld_door=names:-",
    "meldingen, app": "Melding_nr.=id:item_id Aanmaakdatum=nl_opened:opened_at Categorie=kinds:category Straat_+_huisnummer=street:place_id"
    " Toegewezen_aan_organisatie=desks:team Toegewezen_aan_medewerker=names:worker Status=nl_open_done:status"
    " Verwachte_afhandeldatum=nl_target:target_last_at Datum_afgehandeld=nl_done:reported_done_at",
    "bezwaren": "Dossiernr=id:item_id Soort_bezwaar=kinds:category Ontvangstdatum_bezwaarschrift=nl_opened:opened_at"
    " Wettelijke_afhandeltermijn=nl_target:target_last_at Datum_beslissing=nl_done:reported_done_at Behandelend_jurist=names:worker"
    " Afdeling=teams:team Status=nl_open_done:status Termijn_gehaald_(J/N)=ja_nee:on_time_flag",
    "zorgmomenten": "Clientnr=customers:customer_id Mdw.nr=workers:worker Gepland_van=nl_opened:planned_from Gepland_tot=nl_soon:planned_to"
    " Werkelijk_van=nl_opened:started_at Werkelijk_tot=nl_soon:ended_at Status_zorgmoment=visits:outcome",
    "visits, medicaid": "EVV_Visit_Number=id:visit_id Client_Medicaid_ID=customers:customer_id Employee_ID=workers:worker Scheduled_Begin=opened:planned_from"
    " Scheduled_End=soon:planned_to Call_In=opened:started_at Call_Out=soon:ended_at",
    "survey of questions": "Response_ID=id:answer_id Completed_at=uk_opened:at Repair_Reference=few_ids:item_id"
    " Has_your_repair_been_fully_completed?=solved:solved On_a_scale_of_0-10,_how_likely_are_you_to_recommend_us?=scores:score"
    " Please_tell_us_why_you_gave_this_score=words:words",
    "toewijzingen": "ToewijzingNummer=id:item_id ZorgaanbiederNaam=teams:team ProductCategorie=kinds:category Toewijzingsdatum=nl_opened:opened_at"
    " Volume=number:- Eenheid=units:-",
    "orders of buildings": "Ordernr.=floats:item_id Storingssoort=kinds:category Prioriteit=priorities:priority_last Orderstatus=nl_open_done:status"
    " Aanmaakdatum/-tijd=nl_opened:opened_at Gewenste_einddatum/-tijd=nl_target:target_last_at Werkelijke_einddatum/-tijd=nl_done:reported_done_at"
    " Uitvoerende_afdeling=teams:team",
    "conversations": "Conversation_ID=id:contact_id Start_Time=us_opened:at Media_Type=channels:channel Wrap-up=reasons:meaning"
    " Customer_Number=customers:customer_id Agent=names:- Duration=number:-",
    "charlotte 311": "OBJECTID=id:- REQUEST_NO=id:item_id REQUEST_TYPE=kinds:category DEPARTMENT=teams:team RECEIVED_DATE=opened:opened_at"
    " CLOSED_DATE=done:reported_done_at STATUS_DESC=open_done:status FULL_ADDRESS=street:place_id",
    "wmo": "Registratienr.=id:item_id Burgernr_(gepseudonimiseerd)=customers:customer_id Datum_melding_Wmo=nl_opened:opened_at Datum_aanvraag=nl_soon:-"
    " Datum_beschikking=nl_done:reported_done_at Wettelijke_termijn_t/m=nl_target:target_last_at Consulent_Wmo=names:worker"
    " Binnen_termijn?=ja_nee:on_time_flag Soort_voorziening=kinds:category",
    "jobs of a handheld": "Job_Number=id:item_id Logged_Date=uk_opened:opened_at SLA_Expiry_Date=uk_target:target_last_at Arrived_On_Site=uk_soon:-"
    " Work_Completed_Date=uk_done:reported_done_at Outcome=visits:- Operative=names:worker Job_Priority_Description=priorities:priority_last",
    "service point": "Call=id:item_id Aangemeld=nl_opened:opened_at Oplosgroep=desks:team Oplosser=names:worker Impact=short:-"
    " Urgentie=priorities:priority_last Oplossen_voor=nl_target:target_last_at Opgelost=nl_done:reported_done_at Categorie=kinds:category"
    " Melder=names:customer_id Statusomschrijving=nl_open_done:status",
    "code enforcement": "Record_ID=id:item_id Date_Opened=us_opened:opened_at Record_Status=open_done:status Status_Date=us_late:-"
    " Site_Address=street:place_id Investigator=names:worker Compliance_Due=us_target:target_last_at Date_Complied=us_done:reported_done_at",
    "contacts of a cloud": "ContactId=hex:contact_id InitiationMethod=short:- InitiationTimestamp=opened:at DisconnectTimestamp=soon:-"
    " Channel=channels:channel Queue=teams:- Agent=names:- AgentInteractionDuration=number:-",
    "wijkverpleging": "Zorgmoment_id=id:visit_id Cliënt=customers:customer_id Medewerker=names:worker Geplande_aankomst=nl_opened:planned_from"
    " Gepland_vertrek=nl_soon:planned_to Werkelijke_aankomst=nl_opened:started_at Werkelijk_vertrek=nl_soon:ended_at",
    "life domains": "Cliëntnummer=customers:customer_id Gezinsnummer=places:household_id Leefgebied=kinds:theme Schaal=short:scale"
    " Score=scores:mark Meetdatum=nl_opened:at",
    "milestones": "Milestone=kinds:name Project_Ref=few_ids:item_id Planned_Date=uk_opened:target_at Date_reached=uk_done:reached_at Owner=names:-",
    "decisions without their start": "Zaakcode=id:item_id Casemanager=names:worker Team=teams:team Fase=nl_open_done:status"
    " Beslistermijn=nl_target:target_last_at Besluit_verzonden=nl_done:reported_done_at Locatieadres=street:place_id",
    "laptops": "Asset_Tag=id:- Model=short:- Purchase_Date=uk_opened:- Warranty_Expiry=uk_late:- Location=teams:- Assigned_To=names:-",
    "payroll": "Personeelsnummer=id:- Naam=names:- In_dienst=nl_opened:- Uit_dienst=nl_late:- Afdeling=teams:- Salaris=number:-",
    "staff list": "Employee_ID=id:- Name=names:- Department=teams:- Date_of_birth=uk_opened:- Start_date=uk_opened:- Email=words:- Salary=number:-",
    "stock": "Item_ID=id:- Description=words:- Supplier=teams:- Quantity=number:- Unit_price=number:- Location=places:-",
    "rent accounts": "Tenancy_Ref=id:- Tenant=names:- Balance=number:- Last_payment_date=uk_opened:- Weekly_rent=number:-",
}

LISTS: Final = {
    "kinds": ["Plumbing", "Electrical", "Carpentry", "Roofing", "Pothole", "Street light"],
    "sorts": ["Reparatie", "Mutatie", "Planmatig", "Inspectie"],
    "teams": ["North", "South", "East", "Direct works"],
    "desks": ["Public Works Dispatch", "Code Enforcement", "Street Lights", "Parks"],
    "units": ["Minuten", "Uren", "Etmaal"],
    "short": ["A01", "B02", "C03"],
    "priorities": ["Emergency", "Urgent", "Routine"],
    "channels": ["Phone", "Web", "E-mail", "Counter"],
    "reasons": ["New repair", "Chasing progress", "Not fixed", "Other"],
    "names": ["A. Jansen", "B. de Vries", "C. Smith", "D. Jones", "E. Bakker", "F. Visser", "G. Brown", "H. Taylor"],
    "yes_no": ["Yes", "No"],
    "ja_nee": ["Ja", "Nee"],
    "solved": ["Yes", "No", "Partly"],
    "visits": ["Completed", "No access", "Cancelled by client"],
    "words": ["the tap in the kitchen leaks", "no light in the hall since Monday", "door does not close any more"],
    "zip": ["60601", "60602", "60614"],
}
FORMS: Final = {"us": "%m/%d/%Y %I:%M:%S %p", "uk": "%d/%m/%Y %H:%M", "nl": "%d-%m-%Y %H:%M", "": "%Y-%m-%d %H:%M:%S"}


def export(name: str) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the rows of a system's invented export, and heading -> the field that it is ("-": none)."""
    chance = random.Random(name)
    parts = [part.partition("=") for part in SYSTEMS[name].split()]
    columns = {heading.replace("_", " "): told.partition(":") for heading, _, told in parts}
    days = [chance.uniform(0, 330) for _ in range(ROWS)]
    rows = {
        heading: [_cell(kind, at, days[at], chance) for at in range(ROWS)] for heading, (kind, _, _) in columns.items()
    }
    return pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String)), {
        heading: field for heading, (_, _, field) in columns.items()
    }


def _cell(kind: str, at: int, day: float, chance: random.Random) -> str | None:
    form, _, moment = kind.rpartition("_")
    lasted = 1 + (at * 7) % 23
    ends = {"opened": 0.0, "target": 14.0, "late": lasted + 3.0, "soon": 0.02}
    if moment in ends and form in FORMS:
        return (BEGUN + timedelta(days=day + ends[moment])).strftime(FORMS[form])
    if moment == "done" and form in FORMS:
        is_open = at % 5 == 0
        return None if is_open else (BEGUN + timedelta(days=day + lasted)).strftime(FORMS[form])
    if kind == "open_done":
        return "Open" if at % 5 == 0 else "Closed"
    if kind == "nl_open_done":
        return "In behandeling" if at % 5 == 0 else "Afgehandeld"
    made = {
        "id": str(100_000 + at * 3),
        "floats": f"{1_000 + at}.00",
        "hex": f"{at * 7919:08x}",
        "few_ids": str(100_000 + (at // 2) * 3),
        "customers": f"T{at // 2:05}",
        "places": f"P{at // 2:06}",
        "workers": f"M{at % 9:03}",
        "street": f"{at + 1} Invented Street",
        "number": f"{chance.uniform(1, 500):.2f}",
        "scores": str(at % 11),
    }
    return made[kind] if kind in made else chance.choice(LISTS[kind])
